"""PDFs of briefs, series and years, set with the layouts brief.typ and collection.typ."""
