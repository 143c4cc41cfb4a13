using OpsBot.Core.Operations;

namespace OpsBot.Core.Access;

static class Roles
{
    public static Role Of(Standing standing) => standing switch
    {
        Standing.Operator => Role.Operator,
        Standing.Admin => Role.Admin,
        Standing.SuperAdmin => Role.SuperAdmin,
    };
}
