"""What is done with a prepaid account by the terms of its scheme. Nothing here moves a switch."""
