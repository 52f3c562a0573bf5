"""Where runs are carried out: in this process, in processes of this machine, later on a cluster."""
