namespace OpsBot.Core.OnCall;

/// <summary>
/// When the clock on the wall of a zone shows a time: the first moment at which it shows that or later on that day. A time that is left
/// out in spring is the moment at which the clock jumps over it, and one that comes twice in autumn is the first of both.
/// </summary>
static class WallClock
{
    extension(TimeZoneInfo zone)
    {
        public DateTimeOffset First(DateTime wall)
        {
            if (zone.IsInvalidTime(wall)) return zone.Jump(wall);
            var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
            return new DateTimeOffset(wall, offset).ToUniversalTime();
        }

        // What is left out is whole minutes, an hour most often.
        DateTimeOffset Jump(DateTime wall)
        {
            var before = wall.AddTicks(-(wall.Ticks % TimeSpan.TicksPerMinute));
            while (zone.IsInvalidTime(before)) before = before.AddMinutes(-1);
            return zone.First(before).AddMinutes(1);
        }

        public DateTime Shows(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;
    }
}
