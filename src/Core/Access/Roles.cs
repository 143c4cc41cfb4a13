using OpsBot.Core.Operations;

namespace OpsBot.Core.Access;

static class Roles
{
    /// <summary>Whoever may do more than run things is agreed to by a super admin.</summary>
    public static Guard Giving(Role role) => role > Role.Operator ? Guard.Giving with { Quorum = [Role.SuperAdmin] } : Guard.Giving;

    public static Role Of(Standing standing) => standing switch
    {
        Standing.Operator => Role.Operator,
        Standing.Admin => Role.Admin,
        Standing.SuperAdmin => Role.SuperAdmin,
    };
}
