"""The words that hand-kept tables may use for providers, environments and data, with their common spellings."""

import difflib
import re
from typing import Final

from etl.cells import Cells
from etl.csv_rows import plain
from etl.records import Environment

PROVIDERS: Final = (
    "openai", "anthropic", "google_ai_studio", "gcp_vertex", "azure_openai", "azure_ai", "aws_bedrock", "mistral", "cohere",
    "groq", "together", "fireworks", "replicate", "huggingface", "xai", "deepseek", "perplexity", "elevenlabs", "cerebras",
    "baseten", "deepinfra", "nvidia", "databricks", "snowflake", "cloudflare", "pinecone", "wandb", "langfuse", "langsmith",
    "openrouter", "litellm", "portkey", "kong", "helicone", "ibm_watsonx", "aws", "gcp", "azure", "github",
)  # fmt: skip
_SPELLINGS = {
    "googlegemini": "google_ai_studio", "gemini": "google_ai_studio", "googleai": "google_ai_studio", "claude": "anthropic",
    "vertexai": "gcp_vertex", "googlevertexai": "gcp_vertex", "bedrock": "aws_bedrock", "amazonbedrock": "aws_bedrock",
    "amazonwebservices": "aws", "amazon": "aws", "googlecloud": "gcp", "microsoftazure": "azure", "togetherai": "together",
    "fireworksai": "fireworks", "mistralai": "mistral", "xaigrok": "xai", "perplexityai": "perplexity", "watsonx": "ibm_watsonx",
    "ibmwatsonx": "ibm_watsonx", "weightsandbiases": "wandb", "weights&biases": "wandb",
}  # fmt: skip
_BY_PLAIN = {plain(name): name for name in PROVIDERS} | _SPELLINGS
_OTHER = re.compile(r"other:[a-z0-9][a-z0-9._-]{0,62}")
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")

ENVIRONMENTS: Final[dict[str, Environment]] = {
    "production": "production", "staging": "staging", "test": "test", "development": "development", "sandbox": "sandbox",
    "shared": "shared", "unknown": "unknown",
}  # fmt: skip
ENVIRONMENT_SPELLINGS: Final[dict[str, Environment]] = {
    "prod": "production", "prd": "production", "live": "production", "stg": "staging",
    "stage": "staging", "uat": "staging", "preprod": "staging", "qa": "test", "dev": "development", "local": "development",
}  # fmt: skip
DATA_CLASSES: Final = (
    "public", "internal", "confidential", "customer_personal", "customer_content", "payment", "health", "credentials", "none",
)  # fmt: skip


def provider_of(cells: Cells, column: str = "provider") -> str:
    """The row's provider by its known id; an unknown one is an error (E012)."""
    written = cells.required(column, 80)
    spelt = plain(written)
    if not written or ((known := _BY_PLAIN.get(spelt)) is None and _OTHER.fullmatch(written.casefold())):
        return written.casefold()
    if known is not None:
        return known
    near = list(dict.fromkeys(_BY_PLAIN[name] for name in difflib.get_close_matches(spelt, list(_BY_PLAIN), n=2, cutoff=0.5)))
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    cells.refuse("E012", column, f"{cells.shown(column)} is not a known provider; {hint}use other:<slug> for a new one")
    return ""
