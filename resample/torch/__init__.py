"""torch.nn.functional.interpolate on the CPU, without torch."""
