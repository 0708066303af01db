"""Films of small pictures, of which each frame is to be labelled: how far back does a cell look?"""
