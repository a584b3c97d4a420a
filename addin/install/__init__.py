"""Installs the add-in for the user who asks, without administrator's rights, and removes it again.

What would be done is planned first (:mod:`addin.install.planning`, which writes nothing), and either shown or carried
out (:mod:`addin.install.performing`).
"""

from addin.install.performing import perform, shown
from addin.install.planning import install_plan, uninstall_plan
from addin.install.steps import Plan
from addin.install.system import System

__all__ = ["Plan", "System", "install_plan", "perform", "shown", "uninstall_plan"]
