"""What the commands share: options, language, where output goes, and how faults are told."""
