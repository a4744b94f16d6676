from resample.plan.recipe import Recipe
def recipe(spec, dtype):
    raise NotImplementedError
