"""`helm dependency`: a group of commands."""

SHORT = "work with a chart's dependencies"
LONG = "Charts can contain other charts. Chart.yaml names them, these commands bring them into charts/."
