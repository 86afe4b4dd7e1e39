// A button copies the command that stands beside it (`components/command.py`), and selects it, for browsers that let no page copy.
document.addEventListener('click', (event) => {
    const button = event.target.closest?.('.command button');
    if (!button) return;
    const command = button.parentElement.querySelector('code');
    getSelection().selectAllChildren(command);
    navigator.clipboard?.writeText(command.textContent).then(() => {
        button.textContent = 'Copied';
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    }, () => {});
});
