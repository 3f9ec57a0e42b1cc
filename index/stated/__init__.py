"""What a clause states, kind by kind; `index.facts` and `index.known` are the fronts."""
