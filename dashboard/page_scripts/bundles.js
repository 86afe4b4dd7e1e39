// Messages that `at_once.py` sends in one piece are handed to Streamlit in one task of the browser's, so that React draws the page once
// for all of them. Each stands behind its length, four bytes, the highest first.
window.WebSocket = class extends WebSocket {
    constructor(address, protocols) {
        const asking = new URL(address, location.href);
        asking.searchParams.set('bundles', '');
        super(asking, protocols);
        this.addEventListener('message', (event) => {
            if (!event.isTrusted) return; // one that was handed on below
            event.stopImmediatePropagation();
            const bundle = new DataView(event.data);
            for (let at = 0; at < bundle.byteLength;) {
                const begin = at + 4;
                at = begin + bundle.getUint32(at);
                this.dispatchEvent(new MessageEvent('message', {data: event.data.slice(begin, at)}));
            }
        });
    }
};
