"""What can go wrong in the lab itself; a fault that a scene shows is never one of these."""


class LabError(Exception):
    """Base of all errors of the lab."""


class NotInstalledError(LabError):
    """A program the scene needs is not on this machine; the text names the package."""


class StartError(LabError):
    """A server did not come up; the text holds the end of its own log."""


class AddressInUseError(StartError):
    """A server did not come up because somebody else listens on its port."""
