"""The sides of a finding's design, and their runs."""


def side_of(design, label):
    [side] = [side for side in design["sides"] if side["label"] == label]
    return side


def runs_of(design):
    """The ids of all runs."""
    return [id for side in design["sides"] for id in side["runs"]]
