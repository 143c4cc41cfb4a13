using System.Globalization;

namespace OpsBot.Core.Values;

/// <summary>Bytes as people read them.</summary>
public static class Sizes
{
    public static string Of(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var (size, unit) = ((decimal)bytes, 0);
        for (; size >= 1024 && unit < units.Length - 1; unit++) size /= 1024;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(unit == 0 ? size.ToString("0", CultureInfo.InvariantCulture) : size.ToString("0.#", CultureInfo.InvariantCulture))} {units[unit]}");
    }
}
