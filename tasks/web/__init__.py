"""The pages about the work: tray, rating page, projects, batches, people, guideline, exports.

A view loads through `for_user`, makes one call into the domain, and answers; what a page shows is put
together in the module of that page.
"""
