using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>A place of the provider's, where servers stand.</summary>
public readonly record struct RegionId(Guid Value) : IId<RegionId>
{
    public static string Prefix => "reg";
    public static RegionId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}
