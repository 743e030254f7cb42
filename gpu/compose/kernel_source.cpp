// The texts are formatted by clang-format, so a function starts in the first column and ends with a line "}" or on its
// first line.
#include "gpu/compose/kernel_source.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "gpu/compose/kernel_text.h"

namespace tandem::compose {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Names that `text` calls.
std::vector<std::string> calls_in(std::string_view text) {
    std::vector<std::string> out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (!is_word(text[i])) continue;
        size_t end = i;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end < text.size() && text[end] == '(') out.emplace_back(text.substr(i, end - i));
        i = end;
    }
    return out;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.find('\n', at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

class Dialect {
  public:
    Dialect() {
        std::string open; // the function being read
        for (const std::string& line : lines_of(kFunctionsText)) {
            if (!open.empty()) {
                open += line + "\n";
                if (line == "}") add(std::exchange(open, {}));
            } else if (line.empty() || line.starts_with("//")) {
                continue;
            } else if (line.ends_with("}")) {
                add(line + "\n");
            } else {
                open = line + "\n";
            }
        }
    }

    std::string source(const std::string& text, Language language) const {
        std::string out = language == Language::glsl ? std::string("#version 450\n") + kGlslText : kOpenclText;
        std::set<std::string> done;
        take(text, done, out);
        return out + text;
    }

  private:
    void add(std::string text) { functions_.emplace(calls_in(text).front(), std::move(text)); }

    // Appends what `text` calls, deepest first.
    void take(const std::string& text, std::set<std::string>& done, std::string& out) const {
        for (const std::string& name : calls_in(text)) {
            if (done.contains(name)) continue;
            std::string body;
            size_t mark = name.find("__");
            if (auto plain = functions_.find(name); plain != functions_.end())
                body = plain->second;
            else if (auto general = functions_.find(name.substr(0, mark));
                     mark != std::string::npos && general != functions_.end())
                body = with_fixed(general->second, general->first, name.substr(mark + 2));
            else
                continue;
            done.insert(name);
            take(body.substr(body.find('(')), done, out);
            out += body;
        }
    }

    std::string with_fixed(const std::string& text, const std::string& name, const std::string& value) const {
        std::string parameter;
        for (const char* p : {"int t", "int mode", "int kind"}) {
            size_t at = text.find(p);
            if (at < text.find(')') && !is_word(text[at + std::string_view(p).size()])) parameter = p;
        }
        std::string word = parameter.substr(std::min<size_t>(4, parameter.size())), out;
        // The parameter goes, its word becomes the number.
        for (size_t i = 0; i < text.size();) {
            if (!is_word(text[i])) {
                out += text[i++];
                continue;
            }
            size_t end = i;
            while (end < text.size() && is_word(text[end])) ++end;
            std::string w = text.substr(i, end - i);
            out += w == name ? fixed(name, std::stoi(value)) : !word.empty() && w == word ? value : w;
            i = end;
        }
        std::string declared = "int " + value;
        size_t at = out.find(declared), size = declared.size();
        if (at < out.find(')')) {
            if (out.compare(at + size, 2, ", ") == 0)
                size += 2;
            else if (at >= 2 && out.compare(at - 2, 2, ", ") == 0)
                at -= 2, size += 2;
            out.erase(at, size);
        }
        return folded(out, value);
    }

    // Calls that pass the number first become calls of fixed functions; returns of other cases go.
    std::string folded(const std::string& text, const std::string& value) const {
        std::string out;
        bool decided = false;
        for (std::string line : lines_of(text)) {
            if (decided && line != "}") continue;
            for (const std::string& name : calls_in(line)) {
                std::string call = name + "(" + value + ", ";
                auto f = functions_.find(name);
                if (f == functions_.end() || f->second.find(name + "(int ") == std::string::npos) continue;
                for (size_t at = line.find(call); at != std::string::npos; at = line.find(call))
                    line.replace(at, call.size(), fixed(name, std::stoi(value)) + "(");
            }
            std::string test = "if (" + value + " == ";
            if (size_t at = line.find(test); at != std::string::npos && line.find(") return ") != std::string::npos) {
                size_t number = at + test.size(), end = line.find(')', number);
                if (line.substr(number, end - number) != value) continue;
                line = "    " + line.substr(end + 2);
                decided = true;
            }
            out += line + "\n";
        }
        return out;
    }

    std::map<std::string, std::string> functions_; // by name
};

} // namespace

std::string fixed(std::string_view function, int value) { return std::string(function) + "__" + std::to_string(value); }

std::string kernel_source(const std::string& text, Language language) {
    static const Dialect dialect;
    return dialect.source(text, language);
}

} // namespace tandem::compose
