using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

/// <summary>What an organization books: how large its server is, and what that costs a month.</summary>
public readonly record struct TierId(Guid Value) : IId<TierId>
{
    public static string Prefix => "tier";
    public static TierId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}
