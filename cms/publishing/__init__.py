"""From a working copy to what the public reads: the gate, the address, the publication."""
