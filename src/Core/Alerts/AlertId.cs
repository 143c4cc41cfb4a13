using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>Something that is wrong, told in one message until it is over; people call it by its number.</summary>
public readonly record struct AlertId(Guid Value) : IId<AlertId>
{
    public static string Prefix => "alr";
    public static AlertId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}
