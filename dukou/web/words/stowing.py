"""Word the loading of vehicles: what is refused, where a carton stands, and what is wrong with a plan."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.carton_not_in_plan": _("Carton %(code)s is in none of these vehicles. Look at its load and service."),
}
# As one looks in from the doors.
SIDES = {"left": _("on the left"), "middle": _("in the middle"), "right": _("on the right")}
LEFT = {
    "too large": _("too large for the vehicle"),
    "too heavy": _("too heavy for the vehicle"),
    "no room": _("no room left"),
}
# The laws of loading, as the engine's check names them.
LAWS = {
    "a plan can be read": _("The plan can be read."),
    "vehicles and cartons are those of the problem": _("Vehicles and cartons are those of the load."),
    "no more vehicles run than there are": _("No more vehicles run than there are."),
    "every carton is loaded or left, once": _("Every carton is loaded once."),
    "what is left is named": _("What stays behind is named."),
    "the reason for leaving is true": _("The reason for staying behind is true."),
    "volume and cost are the sums of the loads": _("Volume and cost are the sums of the vehicles."),
    "the bound follows from the sizes, weights and counts": _("The bound follows from sizes, weights and counts."),
    "the status is true": _("The state of the plan is true."),
    "a vehicle runs with a load": _("No vehicle runs empty."),
    "a carton stands as it may": _("Every carton stands upright."),
    "a carton is inside the vehicle": _("Every carton is inside the vehicle."),
    "no two cartons are in one place": _("No two cartons are in one place."),
    "a base lies wholly on the floor or on cartons": _("Every carton stands wholly on the floor or on others."),
    "a carton bears what stands on it": _("Every carton bears what stands on it."),
    "the vehicle carries its load": _("The vehicle may carry so much weight."),
    "the front axle carries its share": _("The front axle may carry its share."),
    "the rear axle carries its share": _("The rear axle may carry its share."),
    "the centre of gravity is near the middle": _("The centre of gravity is near the middle."),
    "a carton is put in over and before those already in": _("Every carton can be put in when its turn comes."),
    "no later drop stands before an earlier one": _("Nothing stands before what is unloaded earlier."),
    "no later drop stands on an earlier one": _("Nothing stands on what is unloaded earlier."),
}
