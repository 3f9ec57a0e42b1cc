"""The doors for programs: OpenAI-compatible completions, tools over the Model Context Protocol, the embed."""
