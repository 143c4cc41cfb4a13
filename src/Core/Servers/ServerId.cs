using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>A machine at a provider, on which instances run.</summary>
public readonly record struct ServerId(Guid Value) : IId<ServerId>
{
    public static string Prefix => "srv";
    public static ServerId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}
