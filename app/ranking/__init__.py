"""Monthly assessment and order of tender sections: policy, draft, objections, frozen."""
