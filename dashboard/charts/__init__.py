"""Chart kinds: each takes an aggregated frame and a palette and gives an Altair chart. Nothing here knows Streamlit."""
