"""What only this site uses, and no package: formulas, tables of the reference, workarounds."""
