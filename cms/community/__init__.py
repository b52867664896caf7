"""What the public does, beside reading: by doors that anybody may knock on."""
