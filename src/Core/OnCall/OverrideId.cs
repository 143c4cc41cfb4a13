using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>Somebody on duty for somebody else; people call it by its number.</summary>
public readonly record struct OverrideId(Guid Value) : IId<OverrideId>
{
    public static string Prefix => "ovr";
    public static OverrideId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}
