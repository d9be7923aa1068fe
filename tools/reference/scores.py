"""GLUE's metrics by scikit-learn and scipy, for the PyTorch reference."""

import numpy
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef

METRICS = {
    "accuracy": lambda predictions, labels: accuracy_score(labels, predictions),
    "f1": lambda predictions, labels: f1_score(labels, predictions),
    "matthews": lambda predictions, labels: matthews_corrcoef(labels, predictions),
    "pearson": lambda predictions, labels: correlation(pearsonr, predictions, labels),
    "spearman": lambda predictions, labels: correlation(spearmanr, predictions, labels),
}


def correlation(kind, predictions, labels):
    """0 where one side is constant, as in lab/statistics."""
    if numpy.ptp(predictions) == 0 or numpy.ptp(labels) == 0:
        return 0.0
    return float(kind(predictions, labels)[0])
