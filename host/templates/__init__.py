"""`meter templates`: the tariffs that come with the meter, to choose one from."""
