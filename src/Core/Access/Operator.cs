using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public readonly record struct OperatorId(Guid Value) : IId<OperatorId>
{
    public static string Prefix => "opr";
    public static OperatorId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>A person who may run things, however many chat accounts they have.</summary>
public sealed record Operator(OperatorId Id, string Handle, string Name, Role Role, bool Active)
{
    public bool May(Role role) => Active && Role >= role;
}
