"""Ruby: installed gems and Gemfile.lock."""
