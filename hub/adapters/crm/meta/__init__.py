"""Meta Lead Ads: a webhook that brings numbers, and the leads and forms behind them."""
