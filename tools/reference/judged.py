"""Verdicts by a finding's other fields alone, and Holm's p-values within families."""

from paired import holm


def of_difference(finding):
    given, interval = finding["given"], finding["interval"]
    low, high = interval or (float("-inf"), float("inf"))
    margin, ties = given["margin"], given["ties"]
    if given["reservation"] is not None:
        return "none"
    corrected = 1 if given["corrected"] is None else given["corrected"]
    told = low > 0 or high < 0 if given["family"] is None else corrected <= 0.05
    if told and finding["estimate"] > 0:
        stays = "higher", low - ties["one"] > 0
    elif told:
        stays = "lower", high + ties["other"] < 0
    elif -margin < low and high < margin:
        stays = "equal", -margin < low - ties["one"] and high + ties["other"] < margin
    else:
        stays = "undecided", True
    # else a rate within the error of the trials would change it
    return stays[0] if stays[1] else "none"


def of_ratio(finding):
    low, high = finding["interval"] or [finding["estimate"]] * 2
    if low <= 1 <= high or f"{finding['estimate']:.2f}" == "1.00":
        return "equal"
    return "faster" if finding["estimate"] > 1 else "slower"


def corrected(findings):
    """Holm's p-value of each finding that has one, by id; members that are missing or have a reservation count as 1."""
    families = {}
    for one in findings:
        if one["given"]["corrected"] is not None:
            families.setdefault((one["design"], one["score"], one["given"]["family"]), []).append(one)
    found = {}
    for (_, _, size), members in families.items():
        values = [p_of(one) for one in members] + [1.0] * (size - len(members))
        found.update(zip([one["id"] for one in members], holm(values)))
    return found


def p_of(finding):
    given = finding["given"]
    # that a spread is at the floor is found after the correction
    is_reserved = given["reservation"] is not None and not is_spread(finding)
    return 1.0 if is_reserved or given["pValue"] is None else given["pValue"]


def is_spread(finding):
    """Whether it is of spreads over learning rates."""
    return finding["score"] == "largest less smallest score"
