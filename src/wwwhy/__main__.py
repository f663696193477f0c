"""`python -m wwwhy` is `wwwhy`."""

from wwwhy.cli import main

main()
