"""An oracle of AWS's evaluation, written from its documentation and sharing nothing with the engine."""
