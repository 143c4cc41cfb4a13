using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

/// <summary>A time in which something is meant to be quiet; people call it by its number.</summary>
public readonly record struct MaintenanceId(Guid Value) : IId<MaintenanceId>
{
    public static string Prefix => "mnt";
    public static MaintenanceId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}
