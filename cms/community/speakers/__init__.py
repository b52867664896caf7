"""The speakers' network: who offers to speak, who looks for a speaker, and what is handed on."""
