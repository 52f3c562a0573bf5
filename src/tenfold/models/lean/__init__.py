"""The lean encoder path: BERT and its kin without padding, from safetensors, without transformers."""
