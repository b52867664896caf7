"""What follows from a change by an editor: rules, versions, the tree, what translators must know."""
