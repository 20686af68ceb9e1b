"""Charts as SVG: from a chart and its data to a Vega-Lite specification, which Vega draws."""
