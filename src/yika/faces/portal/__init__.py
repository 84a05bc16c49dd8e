"""The person's pages: choose a character in the sandbox, then *My card*.

It tells why a card does not work, what does, how to mend it, and when it works again. Plain HTML
forms that work without JavaScript, in Chinese with English beside it. Nothing is decided here:
every page shows a standing, every button is an act of `matters`. A password is read from a form and
handed on; it is never written into a page.
"""
