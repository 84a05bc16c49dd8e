"""The national interface (定点医药机构接口) over HTTP: what hospital and pharmacy systems speak."""
