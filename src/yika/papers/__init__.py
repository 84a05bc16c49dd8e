"""Papers: what people hand in (files) and what they are given (documents).

Words: *upload* (上传的材料), *document* (出具的文书), *code* (核验码): what anybody may check a
document by. Refuses what is not a PDF, a JPEG or a PNG by its content, and tells whoever checks a
code no more than whether the document is genuine, of what kind, of which day, and the masked name.
"""
