#pragma warning disable BL0006 // see LiveRenderer
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components.RenderTree;

namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>Writes a component tree as HTML whose event handlers are numbers the browser sends back.</summary>
sealed class Markup(Func<int, ArrayRange<RenderTreeFrame>> framesOf, PartMemory parts)
{
    const string StopPropagation = "__internal_stopPropagation_";
    const string PreventDefault = "__internal_preventDefault_";

    static readonly HashSet<string> Void = ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

    public string Of(int component)
    {
        var html = new StringBuilder(64 * 1024);
        Component(html, component);
        return html.ToString();
    }

    void Component(StringBuilder html, int id)
    {
        var frames = framesOf(id);
        Children(html, frames.Array, 0, frames.Count);
    }

    void Children(StringBuilder html, RenderTreeFrame[] frames, int at, int end)
    {
        while (at < end)
        {
            ref var frame = ref frames[at];
            switch (frame.FrameType)
            {
                case RenderTreeFrameType.Text:
                    html.Append(HtmlEncoder.Default.Encode(frame.TextContent));
                    at++;
                    break;
                case RenderTreeFrameType.Markup:
                    html.Append(frame.MarkupContent);
                    at++;
                    break;
                case RenderTreeFrameType.Element:
                    Element(html, frames, at);
                    at += frame.ElementSubtreeLength;
                    break;
                case RenderTreeFrameType.Region:
                    Children(html, frames, at + 1, at + frame.RegionSubtreeLength);
                    at += frame.RegionSubtreeLength;
                    break;
                case RenderTreeFrameType.Component:
                    Component(html, frame.ComponentId);
                    at += frame.ComponentSubtreeLength;
                    break;
                default:
                    at++;
                    break;
            }
        }
    }

    void Element(StringBuilder html, RenderTreeFrame[] frames, int at)
    {
        ref var element = ref frames[at];
        var end = at + element.ElementSubtreeLength;
        var tag = new StringBuilder("<").Append(element.ElementName);
        if (element.ElementKey is { } key) Attribute(tag, "data-key", key);
        var (part, children) = Attributes(tag, frames, at + 1, end);

        if (part is null)
        {
            html.Append(tag).Append('>');
            if (Void.Contains(element.ElementName)) return;
            Children(html, frames, children, end);
            html.Append("</").Append(element.ElementName).Append('>');
            return;
        }

        // A part is sent again only when it changed; parts do not nest.
        var inner = new StringBuilder();
        Children(inner, frames, children, end);
        var whole = tag.Append('>').Append(inner).Append("</").Append(element.ElementName).Append('>').ToString();
        if (parts.IsNew(part, whole))
            html.Append(whole);
        else
            html.Append('<').Append(element.ElementName).Append(" data-part=\"").Append(HtmlEncoder.Default.Encode(part))
                .Append("\" data-same></").Append(element.ElementName).Append('>');
    }

    static (string? Part, int Children) Attributes(StringBuilder tag, RenderTreeFrame[] frames, int at, int end)
    {
        string? part = null;
        var events = new StringBuilder();
        for (; at < end && frames[at].FrameType == RenderTreeFrameType.Attribute; at++)
        {
            ref var attribute = ref frames[at];
            var name = attribute.AttributeName;
            if (attribute.AttributeEventHandlerId > 0)
            {
                if (events.Length > 0) events.Append(' ');
                events.Append(name.AsSpan(2)).Append(':').Append(CultureInfo.InvariantCulture, $"{attribute.AttributeEventHandlerId}");
            }
            else if (!name.StartsWith(StopPropagation, StringComparison.Ordinal)
                && !name.StartsWith(PreventDefault, StringComparison.Ordinal))
            {
                if (name == "data-part") part = attribute.AttributeValue?.ToString();
                Attribute(tag, name, attribute.AttributeValue);
            }
        }

        if (events.Length > 0) Attribute(tag, "data-on", events);
        return (part, at);
    }

    static void Attribute(StringBuilder tag, string name, object? value)
    {
        if (value is null or false) return;
        tag.Append(' ').Append(name);
        if (value is not true)
            tag.Append("=\"").Append(HtmlEncoder.Default.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
    }
}
