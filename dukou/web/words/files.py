"""Word what the store of pictures and papers refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "files.bomb": _("The file unpacks to far more than its size. Send a smaller picture or workbook."),
    "files.broken": _("The file is damaged and cannot be read. Save it once more and send it again."),
    "files.empty": _("The file is empty."),
    "files.file_not_found": _("There is no such file."),
    "files.firm_not_found": _("There is no such firm."),
    "files.macros": _("The workbook has macros. Save it as a workbook without macros (.xlsx) and send it again."),
    "files.too_large": _("The file has %(bytes)s bytes; at most %(most_bytes)s can be kept."),
    "files.unknown_type": _("Only PNG, JPEG, WebP, PDF, XLSX, CSV and gzip files can be kept."),
}
