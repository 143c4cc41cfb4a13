namespace OpsBot.Bot.Drawing;

/// <summary>The values from bottom to top, and the round ones among them that are written out.</summary>
sealed record Scale(double Least, double Most, IReadOnlyList<double> Ticks)
{
    const int Steps = 3;

    /// <summary>From nothing, so that half as high is half as much.</summary>
    public static Scale For(IEnumerable<double> values, string unit)
    {
        var (least, most) = (0.0, 0.0);
        foreach (var value in values) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        // Half a percent of noise is no mountain range.
        if (unit == "%" && least >= 0) most = Math.Max(most, 10);
        if (most <= least) most = least + 1;
        var step = Round((most - least) / Steps);
        // What is counted has no halves.
        if (unit.Length == 0 && least == 0) step = Math.Max(1, step);
        var (from, to) = (Math.Floor(least / step) * step, Math.Ceiling(most / step) * step);
        if (unit == "%" && most <= 100 && to > 100) to = 100;
        List<double> ticks = [];
        for (var i = 0; from + i * step <= to + step / 1_000; i++) ticks.Add(from + i * step);
        return new(from, to, ticks);
    }

    static double Round(double step)
    {
        var size = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / size) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 } * size;
    }
}
