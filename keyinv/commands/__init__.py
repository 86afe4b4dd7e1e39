"""The commands, one a file, named as they are typed. Each names its `COMMAND`; no list to edit."""
