"""The least that Streamlit can do: one filter, a title and a sentence. What a page takes beyond it is ours."""

import streamlit as st

OPTIONS = ("anthropic", "aws", "cohere", "deepseek", "elevenlabs", "github", "groq", "mistral", "openai", "pinecone")


def _cleared() -> None:
    st.session_state["provider"] = []


with st.sidebar:
    chosen = st.pills("Provider", OPTIONS, selection_mode="multi", key="provider")
    if chosen:
        st.button("Clear filters", on_click=_cleared)
st.header(f"{len(chosen)} of {len(OPTIONS)} chosen")
st.caption(", ".join(chosen) or "all")
